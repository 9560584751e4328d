resource "aws_db_subnet_group" "shop" {
  name       = local.prefix
  subnet_ids = module.network["main"].private_subnet_ids
}

resource "aws_db_parameter_group" "shop" {
  name   = local.prefix
  family = "postgres16"

  dynamic "parameter" {
    for_each = { "rds.force_ssl" = "1", log_connections = "1" }

    content {
      name  = parameter.key
      value = parameter.value
    }
  }
}

resource "aws_db_instance" "orders" {
  identifier                  = "${local.prefix}-orders"
  engine                      = "postgres"
  engine_version              = "16.4"
  instance_class              = "db.t4g.medium"
  allocated_storage           = 50
  db_name                     = "orders"
  username                    = "shop"
  manage_master_user_password = true

  storage_encrypted       = true
  kms_key_id              = aws_kms_key.shop["data"].arn
  publicly_accessible     = false
  multi_az                = true
  backup_retention_period = 14
  deletion_protection     = true

  db_subnet_group_name   = aws_db_subnet_group.shop.name
  parameter_group_name   = aws_db_parameter_group.shop.name
  vpc_security_group_ids = [aws_security_group.database.id]

  tags = { owner = "data" }
}

# Restored from the orders every night.
resource "aws_db_instance" "reports" {
  identifier                  = "${local.prefix}-reports"
  engine                      = "postgres"
  engine_version              = "16.4"
  instance_class              = "db.t4g.small"
  allocated_storage           = 50
  username                    = "reports"
  manage_master_user_password = true
  backup_retention_period     = 7
  deletion_protection         = true
  skip_final_snapshot         = true

  db_subnet_group_name   = aws_db_subnet_group.shop.name
  parameter_group_name   = aws_db_parameter_group.shop.name
  vpc_security_group_ids = [aws_security_group.database.id]

  tags = { owner = "data" }
}

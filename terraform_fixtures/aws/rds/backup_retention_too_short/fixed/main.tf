resource "aws_db_instance" "plain" {
  engine                  = "postgres"
  instance_class          = "db.t3.micro"
  allocated_storage       = 10
  backup_retention_period = 1
}

locals {
  days = { production = 7, test = 1 }
}

resource "aws_db_instance" "each" {
  for_each                = local.days
  engine                  = "postgres"
  instance_class          = "db.t3.micro"
  allocated_storage       = 10
  backup_retention_period = each.value
}

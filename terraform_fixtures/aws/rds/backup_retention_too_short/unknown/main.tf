variable "days" {
  type = number
}

resource "aws_db_instance" "variable" {
  engine                  = "postgres"
  instance_class          = "db.t3.micro"
  allocated_storage       = 10
  backup_retention_period = var.days
}

resource "aws_db_instance" "restored" {
  instance_class      = "db.t3.micro"
  snapshot_identifier = "rds:production-2024-01-01"
}

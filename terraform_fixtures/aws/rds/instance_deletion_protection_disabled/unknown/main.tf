variable "protected" {
  type = bool
}

resource "aws_db_instance" "variable" {
  engine              = "postgres"
  instance_class      = "db.t3.micro"
  allocated_storage   = 10
  deletion_protection = var.protected
}

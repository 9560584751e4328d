resource "aws_db_instance" "plain" {
  engine              = "postgres"
  instance_class      = "db.t3.micro"
  allocated_storage   = 10
  deletion_protection = true
}

resource "aws_db_instance" "off" {
  engine              = "postgres"
  instance_class      = "db.t3.micro"
  allocated_storage   = 10
  deletion_protection = true
}

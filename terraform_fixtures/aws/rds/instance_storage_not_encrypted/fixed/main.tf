resource "aws_db_instance" "plain" {
  identifier        = "plain"
  engine            = "postgres"
  instance_class    = "db.t3.micro"
  allocated_storage = 10
  storage_encrypted = true
}

resource "aws_db_instance" "off" {
  identifier        = "off"
  engine            = "mysql"
  instance_class    = "db.t3.micro"
  allocated_storage = 10
  storage_encrypted = true
}

resource "aws_db_instance" "replica" {
  identifier          = "replica"
  instance_class      = "db.t3.micro"
  replicate_source_db = aws_db_instance.plain.identifier
  storage_encrypted   = true
}

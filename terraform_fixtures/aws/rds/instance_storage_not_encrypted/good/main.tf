resource "aws_db_instance" "on" {
  identifier        = "on"
  engine            = "postgres"
  instance_class    = "db.t3.micro"
  allocated_storage = 10
  storage_encrypted = true
}

resource "aws_db_instance" "replica" {
  instance_class      = "db.t3.micro"
  replicate_source_db = aws_db_instance.on.identifier
}

resource "aws_rds_cluster" "main" {
  engine            = "aurora-mysql"
  storage_encrypted = true
}

resource "aws_rds_cluster_instance" "member" {
  cluster_identifier = aws_rds_cluster.main.id
  instance_class     = "db.t3.medium"
  engine             = aws_rds_cluster.main.engine
}

resource "aws_db_instance" "on" {
  engine              = "postgres"
  instance_class      = "db.t3.micro"
  allocated_storage   = 10
  deletion_protection = true
}

resource "aws_rds_cluster" "main" {
  engine = "aurora-mysql"
}

resource "aws_rds_cluster_instance" "member" {
  cluster_identifier = aws_rds_cluster.main.id
  instance_class     = "db.t3.medium"
  engine             = "aurora-mysql"
}

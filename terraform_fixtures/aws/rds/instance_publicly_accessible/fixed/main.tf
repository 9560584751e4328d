resource "aws_db_instance" "public" {
  engine              = "postgres"
  instance_class      = "db.t3.micro"
  allocated_storage   = 10
  publicly_accessible = false
}

resource "aws_rds_cluster" "main" {
  engine = "aurora-mysql"
}

resource "aws_rds_cluster_instance" "member" {
  count               = 1
  cluster_identifier  = aws_rds_cluster.main.id
  instance_class      = "db.t3.medium"
  engine              = "aurora-mysql"
  publicly_accessible = false
}

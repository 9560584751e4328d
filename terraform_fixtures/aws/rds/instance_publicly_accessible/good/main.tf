resource "aws_db_instance" "left_out" {
  engine            = "postgres"
  instance_class    = "db.t3.micro"
  allocated_storage = 10
}

resource "aws_rds_cluster_instance" "member" {
  cluster_identifier  = "production"
  instance_class      = "db.t3.medium"
  engine              = "aurora-mysql"
  publicly_accessible = false
}

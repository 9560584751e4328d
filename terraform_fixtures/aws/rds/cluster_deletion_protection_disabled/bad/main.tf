resource "aws_rds_cluster" "plain" {
  engine = "aurora-mysql"
}

resource "aws_rds_cluster" "off" {
  engine              = "aurora-postgresql"
  deletion_protection = false
}

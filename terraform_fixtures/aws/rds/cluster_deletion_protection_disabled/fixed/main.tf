resource "aws_rds_cluster" "plain" {
  engine              = "aurora-mysql"
  deletion_protection = true
}

resource "aws_rds_cluster" "off" {
  engine              = "aurora-postgresql"
  deletion_protection = true
}

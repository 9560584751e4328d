resource "aws_rds_cluster" "on" {
  engine              = "aurora-mysql"
  deletion_protection = true
}

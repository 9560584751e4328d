variable "protected" {
  type = bool
}

resource "aws_rds_cluster" "variable" {
  engine              = "aurora-mysql"
  deletion_protection = var.protected
}

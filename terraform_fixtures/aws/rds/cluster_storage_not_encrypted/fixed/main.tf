resource "aws_rds_cluster" "plain" {
  cluster_identifier = "plain"
  engine             = "aurora-postgresql"
  storage_encrypted  = true
}

resource "aws_rds_cluster" "off" {
  cluster_identifier = "off"
  engine             = "aurora-mysql"
  engine_mode        = "provisioned"
  storage_encrypted  = true
}

resource "aws_rds_global_cluster" "global" {
  global_cluster_identifier = "global"
  engine                    = "aurora-postgresql"
}

resource "aws_rds_cluster" "secondary" {
  cluster_identifier        = "secondary"
  engine                    = aws_rds_global_cluster.global.engine
  global_cluster_identifier = aws_rds_global_cluster.global.id
  storage_encrypted         = true
}

resource "aws_rds_cluster" "on" {
  cluster_identifier = "on"
  engine             = "aurora-postgresql"
  storage_encrypted  = true
}

resource "aws_rds_cluster" "serverless" {
  cluster_identifier = "serverless"
  engine             = "aurora-mysql"
  engine_mode        = "serverless"
}

resource "aws_rds_cluster" "restored" {
  cluster_identifier  = "restored"
  engine              = "aurora-mysql"
  snapshot_identifier = "production-2024-01-01"
  kms_key_id          = aws_kms_key.database.arn
}

resource "aws_kms_key" "database" {
  enable_key_rotation = true
}

resource "aws_rds_global_cluster" "global" {
  global_cluster_identifier = "global"
  engine                    = "aurora-postgresql"
  storage_encrypted         = true
}

resource "aws_rds_cluster" "secondary" {
  cluster_identifier        = "secondary"
  engine                    = "aurora-postgresql"
  global_cluster_identifier = aws_rds_global_cluster.global.id
}

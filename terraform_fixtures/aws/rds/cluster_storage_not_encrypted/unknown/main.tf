variable "encrypted" {
  type = bool
}

resource "aws_rds_cluster" "variable" {
  engine            = "aurora-postgresql"
  storage_encrypted = var.encrypted
}

resource "aws_rds_cluster" "restored" {
  engine              = "aurora-mysql"
  snapshot_identifier = "production-2024-01-01"
}

resource "aws_rds_cluster" "clone" {
  engine = "aurora-mysql"

  restore_to_point_in_time {
    source_cluster_identifier  = "production"
    restore_type               = "copy-on-write"
    use_latest_restorable_time = true
  }
}

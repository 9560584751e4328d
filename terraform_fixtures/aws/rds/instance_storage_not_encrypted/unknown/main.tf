variable "encrypted" {
  type = bool
}

resource "aws_db_instance" "variable" {
  engine            = "postgres"
  instance_class    = "db.t3.micro"
  allocated_storage = 10
  storage_encrypted = var.encrypted
}

resource "aws_db_instance" "restored" {
  instance_class      = "db.t3.micro"
  snapshot_identifier = "rds:production-2024-01-01"
}

resource "aws_db_instance" "replica" {
  instance_class      = "db.t3.micro"
  replicate_source_db = "production"
}

resource "aws_rds_cluster_instance" "member" {
  cluster_identifier = "production"
  instance_class     = "db.t3.medium"
  engine             = "aurora-mysql"
}

resource "aws_db_instance" "week" {
  identifier              = "week"
  engine                  = "postgres"
  instance_class          = "db.t3.micro"
  allocated_storage       = 10
  backup_retention_period = 7
}

resource "aws_db_instance" "replica" {
  instance_class      = "db.t3.micro"
  replicate_source_db = aws_db_instance.week.identifier
}

resource "aws_rds_cluster" "plain" {
  engine = "aurora-mysql"
}

resource "aws_rds_cluster_instance" "member" {
  cluster_identifier = aws_rds_cluster.plain.id
  instance_class     = "db.t3.medium"
  engine             = "aurora-mysql"
}

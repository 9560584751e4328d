variable "encrypted" {
  type = bool
}

resource "aws_ebs_volume" "variable" {
  availability_zone = "eu-central-1a"
  size              = 10
  encrypted         = var.encrypted
}

resource "aws_ebs_volume" "snapshot" {
  availability_zone = "eu-central-1a"
  snapshot_id       = "snap-0123456789abcdef0"
}

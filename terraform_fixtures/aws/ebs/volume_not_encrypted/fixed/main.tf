resource "aws_ebs_volume" "plain" {
  availability_zone = "eu-central-1a"
  size              = 10
  encrypted         = true
}

resource "aws_ebs_volume" "off" {
  availability_zone = "eu-central-1a"
  size              = 10
  encrypted         = true
}

resource "aws_ebs_snapshot" "plain" {
  volume_id = aws_ebs_volume.plain.id
}

resource "aws_ebs_volume" "copy" {
  availability_zone = "eu-central-1a"
  snapshot_id       = aws_ebs_snapshot.plain.id
  encrypted         = true
}

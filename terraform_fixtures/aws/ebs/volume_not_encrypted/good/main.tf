resource "aws_ebs_volume" "on" {
  availability_zone = "eu-central-1a"
  size              = 10
  encrypted         = true
}

provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "ireland"
  region = "eu-west-1"
}

resource "aws_ebs_encryption_by_default" "ireland" {
  provider = aws.ireland
}

resource "aws_ebs_volume" "by_default" {
  provider          = aws.ireland
  availability_zone = "eu-west-1a"
  size              = 10
}

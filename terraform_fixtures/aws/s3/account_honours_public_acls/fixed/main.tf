resource "aws_s3_account_public_access_block" "this" {
  block_public_acls       = true
  block_public_policy     = true
  restrict_public_buckets = true
  ignore_public_acls      = true
}

provider "aws" {
  alias  = "other"
  region = "eu-west-1"
}

resource "aws_s3_account_public_access_block" "other" {
  provider = aws.other

  block_public_acls       = true
  block_public_policy     = true
  restrict_public_buckets = true
  ignore_public_acls      = true
}

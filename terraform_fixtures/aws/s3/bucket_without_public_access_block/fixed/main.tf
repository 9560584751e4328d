resource "aws_s3_bucket" "alone" {
  bucket = "gatewright-alone"
}

resource "aws_s3_bucket_public_access_block" "alone" {
  bucket                  = aws_s3_bucket.alone.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket" "counted" {
  count  = 2
  bucket = "gatewright-${count.index}"
}

resource "aws_s3_bucket_public_access_block" "counted" {
  bucket = aws_s3_bucket.counted[0].id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# The account's block is not the bucket's own.
resource "aws_s3_account_public_access_block" "this" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

module "bucket" {
  source = "./bucket"
  name   = "gatewright-module"
}

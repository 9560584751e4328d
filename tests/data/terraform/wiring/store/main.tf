resource "aws_s3_bucket" "this" {
  count         = 1
  bucket_prefix = "store-"
}

resource "aws_s3_bucket_versioning" "this" {
  count  = 1
  bucket = aws_s3_bucket.this[0].id
  versioning_configuration {
    status = "Enabled"
  }
}

output "bucket_id" {
  value = try(aws_s3_bucket.this[0].id, "")
}

output "bucket" {
  value = aws_s3_bucket.this[0]
}

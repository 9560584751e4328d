variable "bucket" {
  type = string
}

resource "aws_cloudtrail" "this" {
  name           = "module"
  s3_bucket_name = var.bucket
}

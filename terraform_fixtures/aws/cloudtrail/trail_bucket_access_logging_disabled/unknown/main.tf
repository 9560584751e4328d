variable "targets" {
  type = list(string)
}

resource "aws_s3_bucket" "dynamic" {
  bucket = "gatewright-dynamic"

  dynamic "logging" {
    for_each = var.targets

    content {
      target_bucket = logging.value
    }
  }
}

resource "aws_cloudtrail" "dynamic" {
  name           = "dynamic"
  s3_bucket_name = aws_s3_bucket.dynamic.id
}

resource "aws_cloudtrail" "elsewhere" {
  name           = "elsewhere"
  s3_bucket_name = "gatewright-of-the-security-account"
}

resource "aws_s3_bucket" "logs" {
  bucket = "gatewright-logs"
}

resource "aws_cloudtrail" "silent" {
  name                       = "silent"
  s3_bucket_name             = aws_s3_bucket.logs.id
  enable_log_file_validation = true
}

variable "setting" {
  type    = bool
  default = true
}

resource "aws_cloudtrail" "written" {
  for_each                   = toset(["a", "b"])
  name                       = each.key
  s3_bucket_name             = aws_s3_bucket.logs.id
  enable_log_file_validation = var.setting
}

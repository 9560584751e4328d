variable "bucket" {
  type = string
}

variable "whole" {
  type = any
}

module "inner" {
  source = "./inner"
  bucket = var.bucket
}

resource "aws_s3_bucket_public_access_block" "whole" {
  bucket = var.whole.id
}

output "bucket" {
  value = var.bucket
}

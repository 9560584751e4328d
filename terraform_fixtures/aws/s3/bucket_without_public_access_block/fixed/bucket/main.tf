variable "name" {
  type = string
}

variable "block" {
  type    = bool
  default = false
}

resource "aws_s3_bucket" "this" {
  bucket = var.name
}

resource "aws_s3_bucket_public_access_block" "this" {
  count  = var.block ? 1 : 0
  bucket = aws_s3_bucket.this.id

  block_public_acls = true
}

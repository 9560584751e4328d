resource "aws_kms_key" "silent" {
  description         = "Says nothing of rotation"
  enable_key_rotation = true
}

locals {
  rotate = true
}

resource "aws_kms_key" "written" {
  description         = "Says no"
  enable_key_rotation = local.rotate
}

resource "aws_kms_key" "primary" {
  count                    = 1
  multi_region             = true
  customer_master_key_spec = "SYMMETRIC_DEFAULT"
  key_usage                = "ENCRYPT_DECRYPT"
  enable_key_rotation      = true
}

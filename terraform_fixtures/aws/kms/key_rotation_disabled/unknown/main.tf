variable "rotate" {
  type = bool
}

variable "spec" {
  type = string
}

resource "aws_kms_key" "rotation" {
  enable_key_rotation = var.rotate
}

resource "aws_kms_key" "spec" {
  customer_master_key_spec = var.spec
}

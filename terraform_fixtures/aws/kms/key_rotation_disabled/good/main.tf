variable "spec" {
  type = string
}

resource "aws_kms_key" "rotates" {
  enable_key_rotation = true
}

# Whatever it is, it rotates.
resource "aws_kms_key" "rotates_anyway" {
  customer_master_key_spec = var.spec
  enable_key_rotation      = true
}

resource "aws_kms_key" "asymmetric" {
  customer_master_key_spec = "RSA_3072"
  key_usage                = "SIGN_VERIFY"
}

resource "aws_kms_key" "hmac" {
  customer_master_key_spec = "HMAC_256"
  key_usage                = "GENERATE_VERIFY_MAC"
}

resource "aws_kms_key" "hsm" {
  custom_key_store_id = "cks-1234567890abcdef0"
}

resource "aws_kms_key" "disabled" {
  is_enabled = false
}

resource "aws_kms_external_key" "imported" {
  description = "Material of our own"
}

resource "aws_kms_replica_key" "replica" {
  primary_key_arn = "arn:aws:kms:us-east-1:111122223333:key/mrk-1234"
}

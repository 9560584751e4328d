resource "aws_s3_bucket" "legacy" {
  bucket = "gatewright-legacy"
  acl    = "private"
}

resource "aws_s3_bucket" "split" {
  bucket = "gatewright-split"
}

resource "aws_s3_bucket_acl" "split" {
  bucket = aws_s3_bucket.split.id
  acl    = "private"
}

# New public ACLs are refused, the one that is there is not ignored.
resource "aws_s3_bucket_public_access_block" "split" {
  bucket            = aws_s3_bucket.split.id
  block_public_acls = true
}

data "aws_canonical_user_id" "current" {}

resource "aws_s3_bucket" "granted" {
  bucket = "gatewright-granted"
}

resource "aws_s3_bucket_acl" "granted" {
  bucket = aws_s3_bucket.granted.id

  access_control_policy {
    grant {
      permission = "WRITE"

      grantee {
        type = "Group"
        uri  = "http://acs.amazonaws.com/groups/s3/LogDelivery"
      }
    }

    owner {
      id = data.aws_canonical_user_id.current.id
    }
  }
}

locals {
  groups = ["http://acs.amazonaws.com/groups/global/AuthenticatedUsers"]
}

resource "aws_s3_bucket" "dynamic" {
  bucket = "gatewright-dynamic"

  dynamic "grant" {
    for_each = local.groups

    content {
      type        = "Group"
      uri         = grant.value
      permissions = ["READ"]
    }
  }
}

resource "aws_s3_bucket" "silent" {
  bucket = "gatewright-silent"
}

resource "aws_s3_bucket" "none" {
  bucket = "gatewright-none"

  dynamic "logging" {
    for_each = []

    content {
      target_bucket = logging.value
    }
  }
}

module "bucket" {
  source = "./bucket"
}

variable "log_targets" {
  type = list(string)
}

resource "aws_s3_bucket" "dynamic" {
  bucket = "gatewright-dynamic"

  dynamic "logging" {
    for_each = var.log_targets

    content {
      target_bucket = logging.value
    }
  }
}

locals {
  prefix = "acme-shop-${var.environment}"

  default_tags = {
    project     = "shop"
    environment = var.environment
    managed_by  = "terraform"
    team        = "platform"
  }

  buckets = {
    access-logs = {
      owner  = "security"
      logs   = false
      grants = [data.aws_iam_policy_document.log_delivery["access-logs"].json]
      expiry = [{
        id          = "expire"
        expire_days = 400
        transitions = [{ days = 30, class = "STANDARD_IA" }]
      }]
    }
    trail = {
      owner   = "security"
      key     = "logs"
      grants  = [data.aws_iam_policy_document.trail_delivery.json]
      archive = true
    }
    artifacts = {
      owner = "platform"
      key   = "data"
    }
    invoices = {
      owner   = "checkout"
      key     = "data"
      archive = true
    }
    # Product pictures go straight to the browsers.
    media = {
      owner               = "catalogue"
      block_public_policy = false
      grants              = [data.aws_iam_policy_document.media_readers.json]
      origins             = ["https://shop.example.com", "https://m.shop.example.com"]
    }
  }

  archive_rules = [{
    id          = "archive"
    expire_days = 3650
    transitions = [
      { days = 90, class = "STANDARD_IA" },
      { days = 365, class = "DEEP_ARCHIVE" },
    ]
  }]

  # One rule for each service that listens, on the port that it listens on.
  listeners = { for name, service in var.services : name => service.port if service.port != null }

  database_clients = toset(["orders", "catalogue"])
}

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = local.default_tags
  }
}

# Copies of the backups live in another region.
provider "aws" {
  alias  = "backup"
  region = var.backup_region

  default_tags {
    tags = merge(local.default_tags, { purpose = "backup" })
  }
}

# Blocks beside resources, and files that override others.

terraform {
  required_version = ">= 1.0"
}

moved {
  from = terraform_data.before
  to   = terraform_data.after
}

removed {
  from = terraform_data.gone
  lifecycle { destroy = false }
}

check "health" {
  assert {
    condition     = terraform_data.after.input.a == 1
    error_message = "never"
  }
}

locals {
  overridden = "main"
  kept       = "main"
}

variable "size" {
  type    = number
  default = 1
  validation {
    condition     = var.size > 0
    error_message = "must be positive"
  }
}

resource "terraform_data" "after" {
  input            = { a = var.size, b = local.overridden, c = local.kept }
  triggers_replace = [local.kept]
  lifecycle {
    ignore_changes       = [triggers_replace]
    replace_triggered_by = [terraform_data.other]
    precondition {
      condition     = var.size > 0
      error_message = "never"
    }
  }
  provisioner "local-exec" {
    command = "true ${self.id}"
    when    = destroy
  }
  depends_on = [terraform_data.other]
}

resource "terraform_data" "other" {
  input = module.part.echo
}

module "part" {
  source     = "./part"
  value      = "given"
  depends_on = [terraform_data.first]
}

resource "terraform_data" "first" {}

resource "terraform_data" "replaced" {
  count = 1
  input = "main"
}

output "after" {
  value = terraform_data.after.input
}

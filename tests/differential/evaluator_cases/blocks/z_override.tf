locals {
  overridden = "override"
}

variable "size" {
  default = 1
}

resource "terraform_data" "replaced" {
  input = "override ${count.index}"
}

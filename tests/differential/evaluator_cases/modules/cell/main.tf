variable "name" { type = string }
variable "size" {
  type    = number
  default = 3
}
variable "names" {
  type    = list(string)
  default = ["x", "y"]
}
variable "seed" {
  type    = string
  default = null
}

locals {
  total = var.size * 2 + length(var.names)
}

module "leaf" {
  source   = "./leaf"
  for_each = toset(var.names)
  label    = "${var.name}/${each.value}"
  back     = local.echo
}

locals {
  echo = upper(var.name)
}

resource "terraform_data" "numbered" {
  count = var.size
  input = { index = count.index, name = format("%s-%02d", var.name, count.index), seed = var.seed }
}

output "names" { value = concat(var.names, [var.name]) }
output "total" { value = local.total }
output "name" { value = var.name }
output "seed" { value = var.seed }
output "leaves" { value = { for key, leaf in module.leaf : key => leaf.label } }
output "path" { value = path.module }
output "ids" { value = terraform_data.numbered[*].id }

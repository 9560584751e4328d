variable "label" {}
variable "back" {}
resource "terraform_data" "leaf" {
  input = "${var.label}:${var.back}"
}
output "label" {
  value = replace(var.label, "/", "_")
}

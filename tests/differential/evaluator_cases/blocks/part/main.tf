variable "value" {}
variable "unused" { default = {} }
output "echo" {
  value      = "${var.value} ${path.module}"
  depends_on = [terraform_data.inside]
}
resource "terraform_data" "inside" {
  input = length(var.unused)
}

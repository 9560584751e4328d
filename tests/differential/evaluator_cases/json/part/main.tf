variable "value" { type = list(string) }
output "echo" { value = var.value }

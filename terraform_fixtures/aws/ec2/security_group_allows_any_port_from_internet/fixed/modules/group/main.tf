variable "ports" {
  type = set(string)
}

resource "aws_security_group" "this" {
  name = "module"
}

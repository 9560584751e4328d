variable "entries" {
  type = list(object({ number = number, cidr = string }))
}

resource "aws_network_acl" "dynamic" {
  vpc_id = "vpc-0123456789abcdef0"

  dynamic "ingress" {
    for_each = var.entries
    content {
      rule_no    = ingress.value.number
      action     = "allow"
      protocol   = "-1"
      from_port  = 0
      to_port    = 0
      cidr_block = ingress.value.cidr
    }
  }
}

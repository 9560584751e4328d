variable "ports" {
  type = set(string)
}

resource "aws_security_group" "this" {
  name = "module"
}

resource "aws_security_group_rule" "this" {
  for_each = var.ports

  type              = "ingress"
  security_group_id = aws_security_group.this.id
  protocol          = "tcp"
  from_port         = each.value
  to_port           = each.value
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group" "inline" {
  name = "inline"

  ingress {
    protocol         = "tcp"
    from_port        = 3389
    to_port          = 3389
    cidr_blocks      = ["10.0.0.0/8"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_security_group" "quarters" {
  name = "quarters"
}

resource "aws_security_group_rule" "quarters" {
  type              = "ingress"
  security_group_id = aws_security_group.quarters.id
  protocol          = "tcp"
  from_port         = 3000
  to_port           = 4000
  cidr_blocks       = ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"]
}

resource "aws_vpc_security_group_ingress_rule" "everything" {
  security_group_id = aws_security_group.each["a"].id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "each" {
  for_each = toset(["a", "b"])
  name     = each.key

  ingress {
    protocol    = "tcp"
    from_port   = 3389
    to_port     = 3389
    cidr_blocks = [each.key == "a" ? "0.0.0.0/0" : "10.0.0.0/8"]
  }
}

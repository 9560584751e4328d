resource "aws_security_group" "inline" {
  name = "inline"

  ingress {
    protocol    = "tcp"
    from_port   = 3389
    to_port     = 3389
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "quarters" {
  name = "quarters"
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

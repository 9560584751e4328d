module "web" {
  source = "./modules/group"
  ports  = ["443"]
}

resource "aws_security_group" "udp" {
  name = "udp"

  ingress {
    protocol    = "udp"
    from_port   = 51820
    to_port     = 51820
    cidr_blocks = ["0.0.0.0/0"]
  }
}

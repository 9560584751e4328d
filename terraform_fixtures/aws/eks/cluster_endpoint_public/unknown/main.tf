variable "public" {
  type = bool
}

resource "aws_eks_cluster" "variable" {
  name     = "variable"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids             = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    endpoint_public_access = var.public
  }
}

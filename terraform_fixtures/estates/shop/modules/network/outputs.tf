output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, a zone each."
  value       = aws_subnet.private[*].id
}

output "public_subnet_id" {
  description = "Id of the public subnet, null where there is none."
  value       = one(aws_subnet.public[*].id)
}

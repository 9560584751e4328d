output "security_group_id" {
  description = "Id of the function's security group."
  value       = aws_security_group.this.id
}

output "table_arns" {
  description = "ARNs of the tables, by name."
  value       = { for key, table in aws_dynamodb_table.this : key => table.arn }
}

output "url" {
  description = "The function's own URL, null where it has none."
  value       = one(aws_lambda_function_url.this[*].function_url)
}

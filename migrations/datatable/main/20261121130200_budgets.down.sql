DROP TABLE model_calls;
DROP TABLE budgets;
